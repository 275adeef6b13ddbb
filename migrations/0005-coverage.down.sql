drop function foremost_property_service(date, text, text), yard_coverage(date, text), grid_coverage(date, text),
  renewed_within_five_years_at(date), owners_committee_at(date), serving_property_service_at(date), property_service_at(date),
  property_service_status(date, date, date, date);
drop trigger renewal_project_yard_rules on renewal_project_yard;
drop trigger property_service_area_rules on property_service_area;
drop trigger owners_committee_area_rules on owners_committee_area;
drop function check_care_of_area();
drop index renewal_project_district, property_service_district, owners_committee_district;
