alter table import_finding drop column message_zh;
