from django.db import migrations

# A decision stays as it was taken: it is forgotten after its time, but never edited.
FOREVER = """
CREATE FUNCTION payments_assessment_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'risk assessments are never edited'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'assessment_is_final';
END $$;

CREATE TRIGGER assessment_is_final BEFORE UPDATE ON payments_riskassessment
    FOR EACH ROW EXECUTE FUNCTION payments_assessment_is_final();
"""
BACK = """
DROP TRIGGER assessment_is_final ON payments_riskassessment;
DROP FUNCTION payments_assessment_is_final();
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0010_assess_risk")]

    operations = [migrations.RunSQL(FOREVER, BACK)]
