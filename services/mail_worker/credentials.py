"""Credentials: what opens an account at this moment, a password or an access token. It logs in nowhere itself."""

import os
from collections.abc import Mapping

from services.core import settings
from services.core.domain import account
from services.core.store.accounts import Accounts
from services.mail_worker import client, oauth


class Credentials:
    """The passwords and access tokens of all accounts of this process."""

    def __init__(
        self, configuration: settings.Settings, accounts: Accounts, environment: Mapping[str, str] = os.environ
    ) -> None:
        self._settings = configuration
        self._environment = environment
        self._tokens = oauth.Tokens(configuration, accounts, environment)

    async def of(self, mailbox: account.Account) -> client.Credential:
        """What to log in with. Raises `errors.BadSetting`, and for OAuth what `Tokens.bearer` raises."""
        if mailbox.oauth is None:
            return client.Credential(self._settings.reveal(mailbox.secret, self._environment))
        return client.Credential(await self._tokens.bearer(mailbox), is_bearer=True)

    def may_try_again(self, mailbox: account.Account, refused: client.Credential) -> bool:
        """Whether a refused login says nothing yet: the token had been kept for a while and may have been withdrawn.

        It is forgotten, so that the next one is fresh. Never for a password, nor for a token that is fresh.
        """
        return refused.is_bearer and self._tokens.forget(mailbox.id, refused.secret)
