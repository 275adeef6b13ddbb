alter table issue_case drop column stage_run, drop column overall_run;
