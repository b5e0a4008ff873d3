from django.db import migrations

# As those about orders (0011): forgotten after their time, never edited.
FINAL = """
CREATE TRIGGER assessment_is_final BEFORE UPDATE ON payments_riskatpayment
    FOR EACH ROW EXECUTE FUNCTION payments_assessment_is_final();
"""
BACK = "DROP TRIGGER assessment_is_final ON payments_riskatpayment;"


class Migration(migrations.Migration):
    dependencies = [("payments", "0019_find_by_browser")]

    operations = [migrations.RunSQL(FINAL, BACK)]
