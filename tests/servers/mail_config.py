"""The configuration texts of Dovecot 2.3 and Exim 4.9x for one unprivileged user on loopback.

Everything lies below one directory; nothing in /etc, /var or /run is read or written. It starts nothing.
"""

import dataclasses
import re
from pathlib import Path


@dataclasses.dataclass(frozen=True)
class Layout:
    """Where things are: one directory, five ports, one system user and group by name."""

    directory: Path
    user: str
    group: str
    imap_port: int
    imaps_port: int
    lmtp_port: int
    smtp_port: int
    smtps_port: int
    certificate: Path
    key: Path

    @property
    def dovecot_conf(self) -> Path:
        return self.directory / "dovecot.conf"

    @property
    def exim_conf(self) -> Path:
        return self.directory / "exim.conf"

    @property
    def dovecot_users(self) -> Path:
        return self.directory / "dovecot-users"

    @property
    def exim_users(self) -> Path:
        return self.directory / "exim-users"


def dovecot(layout: Layout) -> str:
    """IMAP, IMAPS and LMTP. The bearer token of XOAUTH2 is compared with the account's password."""
    folders = "".join(_FOLDER.replace("@name@", name) for name in _FOLDERS)
    return _filled(_DOVECOT.replace("@folders@", folders), layout)


def exim(layout: Layout) -> str:
    """Submission: STARTTLS on one port, TLS from the start on the other; AUTH is offered under TLS only."""
    return _filled(_EXIM, layout)


def _filled(text: str, layout: Layout) -> str:
    """Each `@name@` replaced by the layout's value: braces, dollars and percents belong to the servers' languages."""
    return re.sub("@([a-z_]+)@", lambda found: str(getattr(layout, found[1])), text)


_FOLDERS = ("Sent", "Junk", "Drafts", "Trash")

_FOLDER = """\
  mailbox @name@ {
    auto = subscribe
    special_use = \\@name@
  }
"""

# The login users and the missing chroots are what lets it run without root. A failed login is answered without
# Dovecot's growing delay, and one user may hold many connections, because tests do both on purpose.
_DOVECOT = """\
base_dir = @directory@/run
state_dir = @directory@/state
log_path = @directory@/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
default_login_user = @user@
default_internal_user = @user@
default_internal_group = @group@
first_valid_uid = 1
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2
auth_failure_delay = 0
mail_max_userip_connections = 200
recipient_delimiter = +
ssl_cert = <@certificate@
ssl_key = <@key@
mail_location = maildir:~/Maildir
passdb {
  driver = passwd-file
  args = username_format=%u @dovecot_users@
}
userdb {
  driver = static
  args = uid=@user@ gid=@group@ home=@directory@/home/%u
}
namespace inbox {
  inbox = yes
  separator = /
@folders@}
service imap-login {
  chroot =
  inet_listener imap {
    port = @imap_port@
  }
  inet_listener imaps {
    port = @imaps_port@
    ssl = yes
  }
}
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service lmtp {
  inet_listener lmtp {
    port = @lmtp_port@
  }
}
"""

# Limits per connection and per host are lifted: all tests come from one address. `-q1s` with the retry rule of
# one second delivers what waited while Dovecot was down.
_EXIM = """\
primary_hostname = mx.example.test
exim_user = @user@
exim_group = @group@
deliver_drop_privilege = true
spool_directory = @directory@/spool
log_file_path = @directory@/log/%slog
pid_file_path = @directory@/exim.pid
daemon_smtp_ports = @smtp_port@ : @smtps_port@
tls_on_connect_ports = @smtps_port@
local_interfaces = 127.0.0.1
disable_ipv6 = true
host_lookup =
rfc1413_query_timeout = 0s
keep_environment =
auth_advertise_hosts = ${if eq{$tls_in_cipher}{}{}{*}}
tls_advertise_hosts = *
tls_certificate = @certificate@
tls_privatekey = @key@
message_size_limit = 40M
smtp_accept_max = 0
smtp_accept_queue_per_connection = 0
check_spool_space = 0
check_log_space = 0
ignore_bounce_errors_after = 0s
acl_smtp_rcpt = check_rcpt
acl_smtp_data = accept
begin acl
check_rcpt:
  deny   message = 530 5.7.0 authentication required
         !authenticated = *
  defer  message = 450 4.2.1 try again later
         local_parts = tempfail
  defer  message = 452 4.2.2 mailbox full
         local_parts = quota
  deny   message = 550 5.1.1 no such user
         local_parts = nosuchuser
  accept
begin routers
dovecot:
  driver = manualroute
  route_list = * 127.0.0.1
  self = send
  transport = lmtp_dovecot
begin transports
lmtp_dovecot:
  driver = smtp
  protocol = lmtp
  port = @lmtp_port@
  allow_localhost
  hosts_avoid_tls = *
begin retry
* * F,1h,1s
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${if and{{!eq{$auth3}{}}{eq{$auth3}{${lookup{$auth2}lsearch{@exim_users@}}}}}}
  server_set_id = $auth2
login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = Username:: : Password::
  server_condition = ${if and{{!eq{$auth2}{}}{eq{$auth2}{${lookup{$auth1}lsearch{@exim_users@}}}}}}
  server_set_id = $auth1
"""
