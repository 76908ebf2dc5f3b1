from network.models.downloads import Download
from network.models.inquiries import Inquiry, InquiryNote, InquiryReply
from network.models.mail import OutgoingMail
from network.models.notices import Notice
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
    "Download",
    "Inquiry",
    "InquiryNote",
    "InquiryReply",
    "Message",
    "Notice",
    "Organisation",
    "OutgoingMail",
    "Profile",
    "StakeholderGroup",
    "Topic",
    "User",
]
