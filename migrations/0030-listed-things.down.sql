drop table place_list_row;
drop table place_list;
drop table given_code;
