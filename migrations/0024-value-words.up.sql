-- Words of files for values of ours: which are known of a file, and which are remembered for the next.
alter table import_run add column words jsonb;
comment on column import_run.words is
  'Words of the file that no code book has, with what they were taken for: [{field, word, rows, value, by, candidates}]. Those that nobody explained go when it is written.';

create table import_word (
  district_code text not null references district_setting on delete cascade,
  layer text not null,
  field text not null,
  word text not null,
  value text not null,
  primary key (district_code, layer, field, word)
);
comment on table import_word is
  'What words of files stand for in a district, as somebody said when a file was written: {field, word} of a layer, and the value of ours.';
