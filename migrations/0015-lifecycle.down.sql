drop table mutation_receipt, issue_number, issue_image, issue_event, issue_report, issue_case, calendar_day, working_period,
  deadline_rule, deadline_policy, situation, district_workflow, workflow_definition;
drop function keep_first_receiver(), check_issue_events();
