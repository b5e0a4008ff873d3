from django.db import migrations

_LONGEST = 20


def move(apps, schema_editor):
    """Give the words of the site settings rows of their own, in their order."""
    HotWord = apps.get_model("catalog", "HotWord")
    for site in apps.get_model("shop", "SiteSettings").objects.all():
        words = dict.fromkeys(word.strip()[:_LONGEST] for word in site.hot_words if word.strip())
        HotWord.objects.bulk_create(
            (HotWord(word=word, position=position) for position, word in enumerate(words)),
            ignore_conflicts=True,
        )


def move_back(apps, schema_editor):
    words = apps.get_model("catalog", "HotWord").objects.order_by("position", "pk")
    kept = list(words.values_list("word", flat=True))
    apps.get_model("shop", "SiteSettings").objects.update(hot_words=kept)


class Migration(migrations.Migration):
    dependencies = [("shop", "0003_count_changes"), ("catalog", "0013_widen_search")]

    operations = [migrations.RunPython(move, move_back)]
