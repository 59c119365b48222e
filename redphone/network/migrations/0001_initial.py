from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Chair",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("thing", models.CharField(db_index=True, max_length=36)),
                ("chair", models.CharField(blank=True, max_length=8)),
                ("substitutes", models.JSONField()),
                ("reason", models.TextField()),
                ("set_by", models.CharField(max_length=8)),
                ("set_at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Party",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("thing", models.CharField(db_index=True, max_length=36)),
                ("code", models.CharField(max_length=8, unique=True)),
                ("names", models.JSONField()),
                ("role", models.CharField(max_length=12)),
                ("zone", models.CharField(max_length=60)),
                ("languages", models.JSONField()),
                ("active", models.BooleanField()),
                ("entered_at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PinnedKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kid", models.CharField(max_length=60, unique=True)),
                ("party", models.CharField(db_index=True, max_length=8)),
                ("public", models.JSONField()),
                ("pinned_at", models.DateTimeField()),
                ("retired_at", models.DateTimeField(null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RegisterKeeper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("party", models.CharField(max_length=8, unique=True)),
            ],
            options={
                "abstract": False,
            },
        ),
    ]
