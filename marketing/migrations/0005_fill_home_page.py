"""Give the home page its first blocks: what it showed before, in the same order."""

from django.db import migrations

ABOVE = ("hero", "categories", "promises", "flash_sale", "ranking")
BELOW = ("articles", "new")
STEP = 10


def fill(apps, schema_editor):
    block_model = apps.get_model("marketing", "HomeBlock")
    if block_model.objects.exists():
        return
    category_model = apps.get_model("catalog", "Category")
    with_floor = category_model.objects.filter(depth=1, floor_position__isnull=False)
    blocks = [
        *(block_model(kind=kind) for kind in ABOVE),
        *(
            block_model(kind="floor", category=category)
            for category in with_floor.order_by("floor_position", "path")[:6]
        ),
        *(block_model(kind=kind) for kind in BELOW),
    ]
    for place, block in enumerate(blocks, start=1):
        block.position = place * STEP
    block_model.objects.bulk_create(blocks)


class Migration(migrations.Migration):

    dependencies = [
        ("catalog", "0008_add_seo_words"),
        ("marketing", "0004_add_blocks_and_articles"),
    ]
    run_before = [("catalog", "0009_drop_floor_positions")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
