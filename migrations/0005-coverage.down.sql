drop function foremost_property_service(date, text, text), yard_coverage(date, text), grid_coverage(date, text),
  renewed_within_five_years_at(date), owners_committee_at(date), property_service_at(date),
  property_service_status(date, date, date, date);
