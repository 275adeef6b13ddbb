drop table issue, issue_category;
