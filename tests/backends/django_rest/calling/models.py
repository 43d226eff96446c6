"""The tables of the calling platform, which another program writes."""

from django.db import models


class CallStatus(models.IntegerChoices):
    """What became of the call, with the labels that the list shows."""

    WAITING = 0, "等待呼叫"
    ANSWERED = 1, "呼叫成功"
    INTERCEPTED = 2, "运营商拦截"
    REJECTED = 3, "拒接"
    NO_ANSWER = 4, "无应答/无人接听"
    UNALLOCATED = 5, "空号"
    SWITCHED_OFF = 6, "关机"
    SUSPENDED = 7, "停机"
    BUSY = 8, "占线/用户正忙"
    INCOMING_BARRED = 9, "呼入限制"
    IN_ARREARS = 10, "欠费"
    BLACKLISTED = 11, "黑名单"
    BLOCKED = 12, "用户屏蔽"


class Account(models.Model):
    """A user; one with a parent is a sub account."""

    id = models.CharField(primary_key=True, max_length=36)
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="sub_accounts")

    class Meta:
        managed = False
        db_table = "users"


class Token(models.Model):
    """A token of the partner, good for all accounts."""

    token = models.CharField(primary_key=True, max_length=80)

    class Meta:
        managed = False
        db_table = "tokens"


class Task(models.Model):
    """A calling task."""

    id = models.CharField(primary_key=True, max_length=36)
    user = models.ForeignKey(Account, models.CASCADE, related_name="tasks")

    class Meta:
        managed = False
        db_table = "tasks"


class Number(models.Model):
    """A number in a task."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(Account, models.CASCADE, related_name="numbers")
    sub_user = models.ForeignKey(Account, models.CASCADE, null=True, related_name="sub_account_numbers")
    task = models.ForeignKey(Task, models.CASCADE, related_name="numbers")
    number = models.CharField(max_length=32)
    city = models.CharField(max_length=32, null=True)
    pro = models.CharField(max_length=32, null=True)
    mobile_type = models.CharField(max_length=16, null=True)
    area_code = models.CharField(max_length=4, null=True)
    post_code = models.CharField(max_length=6, null=True)
    extra = models.CharField(max_length=255, null=True)
    callid = models.CharField(max_length=36, null=True)
    calldate = models.DateTimeField(null=True)
    bill = models.PositiveIntegerField(default=0)
    duration = models.PositiveIntegerField(default=0)
    hangupcause = models.CharField(max_length=64, null=True)
    hangupdate = models.DateTimeField(null=True)
    answerdate = models.DateTimeField(null=True)
    is_blacklist = models.BooleanField(null=True)
    status = models.PositiveSmallIntegerField(choices=CallStatus.choices, default=CallStatus.WAITING)
    customer_id = models.CharField(max_length=36, null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    @property
    def status_label(self) -> str:
        """The label of the status. Serializers inspect the signature of `get_status_display` for each row."""
        label: str = self.get_status_display()
        return label

    class Meta:
        managed = False
        db_table = "numbers"
