"""People, as valid as a sign-up leaves them: with a confirmed address."""

import factory
from allauth.account.models import EmailAddress
from factory.django import DjangoModelFactory

from network.models import User
from tregks.demo.cast import PASSWORD


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@tregks.example")
    name = factory.Faker("name", locale="de_DE")
    password = PASSWORD

    @classmethod
    def _create(cls, model_class, *args, **kwargs) -> User:
        return User.objects.create_user(*args, **kwargs)

    @factory.post_generation
    def confirmed(self, create, extracted, **kwargs) -> None:
        """`UserFactory(confirmed=False)` has not entered the code yet."""
        if create and extracted is not False:
            EmailAddress.objects.create(
                user=self, email=self.email, verified=True, primary=True
            )
