-- What a clock was set to: since when, and how much, in its own unit. So that what is left of a suspended case stays what it is, and
-- running clocks are worked out anew, when the calendar or the working time is corrected (server/docs/lifecycle.md).

alter table issue_case
  add column stage_run jsonb check (stage_run is null or stage_unit is not null),
  add column overall_run jsonb check (overall_run is null or overall_unit is not null);
comment on column issue_case.stage_run is
  'What the clock of the stage was set to (Run in server/workflow/clockwork.ts); null when only its end is known, or nothing.';
comment on column issue_case.overall_run is 'The same of the overall clock.';
