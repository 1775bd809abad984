"""What convinces a persona, where it is found, and answers to what it objects."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("personas", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="persona",
            name="answers",
            field=models.TextField(
                blank=True,
                help_text="What to say to each of them.",
                max_length=2000,
                verbose_name="answers to objections",
            ),
        ),
        migrations.AddField(
            model_name="persona",
            name="channels",
            field=models.TextField(
                blank=True,
                help_text="The events, sites and channels that reach them.",
                max_length=500,
                verbose_name="where they are found",
            ),
        ),
        migrations.AddField(
            model_name="persona",
            name="messages",
            field=models.TextField(
                blank=True,
                help_text="What convinces them, one sentence a line.",
                max_length=2000,
                verbose_name="messages that work",
            ),
        ),
        migrations.AddField(
            model_name="persona",
            name="role",
            field=models.CharField(
                blank=True, help_text="Who it is, in one line.", max_length=120, verbose_name="role"
            ),
        ),
    ]
