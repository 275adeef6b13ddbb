drop table renewal_project_yard, renewal_project, coverage_survey, property_service_area, property_service,
  property_service_mode, property_company, owners_committee_area, owners_committee;
