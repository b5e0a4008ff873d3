from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations

_FOUND_BY = ["search_vector", "attribute_values", "tags"]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("catalog", "0030_keep_lonely_misses_as_hashes")]
    operations = [
        AddIndexConcurrently("listing", GinIndex(fields=_FOUND_BY, name="listing_found_by")),
        RemoveIndexConcurrently("listing", "listing_search"),
        RemoveIndexConcurrently("listing", "listing_values"),
        RemoveIndexConcurrently("listing", "listing_tags"),
    ]
