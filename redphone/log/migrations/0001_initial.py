import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Quarantined",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("raw", models.BinaryField()),
                ("why", models.CharField(max_length=300)),
                ("heard_at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("position", models.BigAutoField(primary_key=True, serialize=False)),
                ("hash", models.CharField(max_length=43, unique=True)),
                ("raw", models.BinaryField()),
                ("dispatch", models.CharField(db_index=True, max_length=36)),
                ("kind", models.CharField(max_length=60)),
                ("thing", models.CharField(max_length=36)),
                ("by", models.CharField(max_length=8)),
                ("seat", models.CharField(max_length=40)),
                ("epoch", models.BigIntegerField()),
                ("number", models.BigIntegerField()),
                ("previous", models.CharField(blank=True, max_length=43)),
                ("to", models.TextField()),
                ("mark", models.CharField(max_length=12)),
                ("status", models.CharField(max_length=8)),
                ("said_at", models.DateTimeField()),
                ("heard_at", models.DateTimeField()),
                (
                    "fate",
                    models.CharField(
                        choices=[("drawn", "Drawn"), ("waiting", "Waiting"), ("undrawn", "Undrawn")],
                        default="drawn",
                        max_length=8,
                    ),
                ),
                ("why", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["thing", "position"], name="entries_of_a_thing"),
                    models.Index(fields=["position", "by", "to", "kind"], name="who_said_to_whom"),
                    models.Index(
                        condition=models.Q(("fate", "drawn"), _negated=True),
                        fields=["fate"],
                        name="entries_not_drawn",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("by", "epoch", "number"), name="one_entry_a_number"),
                    models.CheckConstraint(
                        condition=models.Q(("to", ""), _negated=True), name="somebody_is_addressed"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Epoch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("by", models.CharField(max_length=8)),
                ("epoch", models.BigIntegerField()),
                ("opened_at", models.DateTimeField()),
                ("reason", models.CharField(max_length=200)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("by", "epoch"), name="one_opening_an_epoch")],
            },
        ),
        migrations.CreateModel(
            name="Part",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("salt", models.BinaryField(null=True)),
                ("content", models.BinaryField(null=True)),
                ("erased_at", models.DateTimeField(null=True)),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parts", to="log.entry"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("entry", "number"), name="one_part_a_number")
                ],
            },
        ),
    ]
