-- Numbers that come from what a thing is: its table and its code. The same data has the same numbers after a reload, after an
-- export and import, and on another machine, and so have the ids of the graph and the feature ids of tiles, which are made of
-- them. Rows that are there keep the numbers they have; those given out before are smaller than any that is made here.

create function number_of(kind text, code text, attempt integer) returns integer language sql immutable as $$
  select (268435456 + ('x' || left(md5(kind || ' ' || code || case attempt when 0 then '' else ' ' || attempt end), 8))::bit(32)::bigint
    % (2147483647 - 268435456))::integer
$$;
comment on function number_of is
  'From 2^28 to 2^31 - 2. Two codes of a table may have the same first number: whoever comes second takes that of the next attempt.';

do $$
declare
  kind text;
begin
  foreach kind in array array['area', 'owners_committee', 'property_company', 'property_service', 'renewal_project',
    'office_building', 'building_party_committee', 'issue', 'post', 'hard_issue']
  loop
    execute format('alter table %I alter column id drop identity', kind);
    -- Volatile: it sees the rows that the same statement has written before.
    execute format($function$
      create function number_%1$s() returns trigger language plpgsql as $body$
      declare
        attempt integer := 0;
      begin
        new.id := number_of(%1$L, new.code, attempt);
        while exists (select from %1$I where id = new.id) loop
          attempt := attempt + 1;
          new.id := number_of(%1$L, new.code, attempt);
        end loop;
        return new;
      end $body$ $function$, kind);
    execute format('create trigger %1$s_number before insert on %1$I
      for each row when (new.id is null) execute function number_%1$s()', kind);
  end loop;
end $$;
