drop function evaluation_provenances(text, date, date, timestamptz);
