-- Findings say what they say in Chinese, too, made from the same facts as the English; null for those from before and of rules.
alter table import_finding add column message_zh text check (message_zh <> '');
