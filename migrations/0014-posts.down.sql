-- The role stays: it belongs to the server, and other databases of it may have it too.
do $$
begin
  execute format('revoke all on all tables in schema %I from atlas_viewer', current_schema());
  execute format('revoke all on schema %I from atlas_viewer', current_schema());
end $$;
drop policy import_finding_told on import_finding;
alter table import_finding disable row level security;
drop table audit_entry, api_key;
alter table import_run drop column post_id;
drop function viewer_path(), viewer_district(), viewer_kind(), viewer_id(), viewer_post();
drop table sign_in_attempt, post_session, post, department;
drop function check_post(), refuse_change();
