drop function area_count(text, date, integer[]), area_coverage(date, integer[]), places_to_count(text, date, integer[]);
drop index issue_district_code;
alter table boundary drop column geojson;
drop function area_roots(text[]);
drop function base64url(text);
drop function json_number(double precision);
