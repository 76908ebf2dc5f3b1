from network.models.downloads import Download
from network.models.feed_tokens import FeedToken
from network.models.group_documents import GroupDocument
from network.models.group_meetings import Meeting
from network.models.group_posts import Post, PostComment
from network.models.group_tasks import Decision, Task
from network.models.groups import GroupMembership, WorkingGroup
from network.models.inquiries import Inquiry, InquiryNote, InquiryReply
from network.models.mail import OutgoingMail
from network.models.moderation import ModerationCase, Report
from network.models.notices import Notice
from network.models.notifications import (
    Event,
    MailChoice,
    MutedGroup,
    Notification,
)
from network.models.organisations import (
    Affiliation,
    Organisation,
    StakeholderGroup,
)
from network.models.people import Message, Profile
from network.models.topics import Topic
from network.models.users import User

__all__ = [
    "Affiliation",
    "Decision",
    "Download",
    "Event",
    "FeedToken",
    "GroupDocument",
    "GroupMembership",
    "Inquiry",
    "InquiryNote",
    "InquiryReply",
    "MailChoice",
    "Meeting",
    "Message",
    "ModerationCase",
    "MutedGroup",
    "Notice",
    "Notification",
    "Organisation",
    "OutgoingMail",
    "Post",
    "PostComment",
    "Profile",
    "Report",
    "StakeholderGroup",
    "Task",
    "Topic",
    "User",
    "WorkingGroup",
]
