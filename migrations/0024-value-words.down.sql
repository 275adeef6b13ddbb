drop table import_word;
alter table import_run drop column words;
