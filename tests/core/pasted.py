"""What people and tools paste into Slack: secrets of many kinds in the forms in which they stand there, and lookalikes.

Every secret is fake and made of pieces when it is asked for, so that no scanner takes this file for a leak.
"""

import base64
import hashlib
import string
from collections.abc import Iterator

from attrs import frozen

_LETTERS = string.ascii_letters
_ALNUM = _LETTERS + string.digits
_UPPER = string.ascii_uppercase + "234567"
_HEX = string.digits + "abcdef"
_BASE64 = _ALNUM + "+/"
_DASHES = "-" * 5


@frozen
class Pasted:
    """A text that holds a secret: its kind, the text, and what must not be seen of it."""

    kind: str
    text: str
    secret: str


def made(length: int, alphabet: str = _ALNUM, seed: str = "") -> str:
    """Return characters that look random and are the same every time; three digits stand among them if they may."""
    stream = hashlib.shake_256(f"{seed}{length}{alphabet}".encode()).digest(length)
    drawn = "".join(alphabet[byte % len(alphabet)] for byte in stream)
    return drawn[:-3] + "4x7"[: min(3, length)] if {"4", "7", "x"} <= set(alphabet) else drawn


def armoured(label: str, lines: int = 8, seed: str = "") -> list[str]:
    """Return the lines of a key as tools write it."""
    body = [made(64, _BASE64, f"{seed}{label}{number}") for number in range(lines)]
    return [f"{_DASHES}BEGIN {label}{_DASHES}", *body, f"{_DASHES}END {label}{_DASHES}"]


def encoded(words: str) -> str:
    return base64.b64encode(words.encode()).decode()


WORD = "hun" + "ter2"
STRONG = "Tr0ub4" + "dor&3x"
ODD = "p@ss" + "W0rd!#9"
LETTERS = "correct" + "horsebattery"
JWT = ".".join(("eyJ" + made(33), "eyJ" + made(60), made(43, _ALNUM + "-_")))
AWS_ID = "AK" + "IA" + made(16, _UPPER)
AWS_SESSION = "AS" + "IA" + made(16, _UPPER)
AWS_SECRET = made(40, _BASE64)
GOOGLE = "AI" + "za" + made(35, _ALNUM + "-_")
GITHUB = "gh" + "p_" + made(36)
SLACK_BOT = "-".join(("xox" + "b", "2" + made(11, string.digits), made(12, string.digits), made(24)))
SLACK_APP = "-".join(("xap" + "p", "1", "A0" + made(9, _UPPER), made(13, string.digits), made(64, _HEX)))
STRIPE = "_".join(("sk", "live", made(24)))
SENDGRID = ".".join(("S" + "G", made(22, _ALNUM + "-_"), made(43, _ALNUM + "-_")))
SHA512 = "$6$" + made(16) + "$" + made(86, _ALNUM + "./")
BCRYPT = "$2" + "y$10$" + made(53, _ALNUM + "./")
APR1 = "$ap" + "r1$" + made(8) + "$" + made(22, _ALNUM + "./")
BEARER = made(32, _LETTERS, "bearer")
KEY = armoured("RSA PRIVATE" + " KEY")
SSH_KEY = armoured("OPENSSH PRIVATE" + " KEY")
PGP = armoured("PGP PRIVATE" + " KEY BLOCK")
PGP_MESSAGE = armoured("PGP MESS" + "AGE")
INSIDE = KEY[3]
SHORT_LIVED = made(40, seed="oauth")
UUID = "-".join(made(size, _HEX) for size in (8, 4, 4, 4, 12))
NL = "\n"


def secrets() -> list[Pasted]:
    """Return all texts that hold a secret."""
    return [
        Pasted(kind, text.replace("{}", secret), secret)
        for kind, text, secret in (*_plain(), *_of_vendors(), *_of_archives())
    ]


def _plain() -> Iterator[tuple[str, str, str]]:
    yield from (("password in backticks", text, WORD) for text in _IN_BACKTICKS)
    yield from (("password told", text, WORD) for text in _TOLD)
    yield from (("password told", text, ODD) for text in ("Password - {}", "here is the password, {}"))
    yield from (("password after a line break", text, STRONG) for text in _BROKEN)
    yield from (("assignment", text, STRONG) for text in _ASSIGNED)
    yield from (("option of a client", text, STRONG) for text in _OPTIONS)
    yield from (("address", text, secret) for text, secret in _ADDRESSES)
    yield from (("presigned link", text, secret) for text, secret in _SIGNED)
    yield from (("authorization", text, secret) for text, secret in _HEADERS)
    yield from (("connection string", text, secret) for text, secret in _CONNECTIONS)
    yield from (("data", text, secret) for text, secret in _DATA)
    yield from (("password hash", text, secret) for text, secret in _HASHES)
    yield from (("private key", text, INSIDE) for text in _KEYS)
    yield "private key", NL.join(SSH_KEY), SSH_KEY[5]
    yield "private key", encoded(NL.join(KEY)), encoded(NL.join(KEY))[200:280]
    yield "pgp block", NL.join([PGP[0], "Version: GnuPG v2", "", *PGP[1:]]), PGP[2]
    yield "pgp block", "my key\n```\n" + NL.join(PGP[:5]), PGP[4]
    yield "pgp block", NL.join([PGP_MESSAGE[0], "", *PGP_MESSAGE[1:]]), PGP_MESSAGE[4]


_IN_BACKTICKS = (
    "the password is `{}`",
    "password: `{}`",
    "password `{}` works for me",
    "grafana admin password -> `{}`",
    "pw: `{}`",
    "passwd = `{}`, please delete afterwards",
    "db_password: ```{}```",
    "the new passphrase is “{}”",
    "Password: *{}*",
)
_TOLD = (
    "use `{}` as the password",
    "“{}” is the new root password",
    "password for jenkins = {}",
    "Passwort: {}",
    "pass phrase: {}",
    "set the password to {}",
    "credentials: `admin`:`{}`",
    "the password is {}",
    "password was {} before",
    "the root password for db-2 is {} btw",
    "password -> {}",
    "password => {}",
    "password → {}",
    "pass: {}",
    "pwd is {}",
    "creds: admin / {}",
    "login is admin:{} on staging",
    "credentials are root/{}",
    "username: admin password: {}",
    "user admin pass {}",
    "password for the standby: {}",
    "machine git.corp login bot password {}",
    "new pw is now {} ok?",
    "use `{}` as the db password",
    "new pwd >>> {}",
    "Kennwort: {}",
    "mot de passe : {}",
    "contraseña: {}",
    "basic auth: admin/{}",
)
_BROKEN = (
    "the password:\n{}",
    "password is\n`{}`",
    "Password:\n```\n{}\n```",
    "new db password =\n  {}\nplease store it",
    "user: admin\npassword:\n{}\nthanks",
    "here is the token:\n```{}```",
)
_ASSIGNED = (
    "DB_PASSWORD={}",
    "export PGPASSWORD='{}'; psql -h db-2",
    "PGPASSWORD={} psql -h db-2 -U app",
    "```\nDB_HOST=db\nDB_PASS={}\nDB_PORT=5432\n```",
    "MYSQL_PWD={} mysqldump shop",
    "JWT_SECRET={}",
    "spring.datasource.password={}",
    'password := "{}"',
    "$env:VAULT_TOKEN = '{}'",
    "set REDIS_PASSWORD {}",
    "requirepass {}",
    "ansible_become_pass={}",
    "client_secret: {}",
    "SECRET_KEY_BASE={}{}",
    "kubectl create secret generic db --from-literal=password={}",
    "ALTER USER app WITH PASSWORD '{}';",
    "CREATE USER 'app'@'%' IDENTIFIED BY '{}';",
)
_OPTIONS = (
    "mysql -h db-2 -u root -p{} shop",
    "`mysqldump -uroot -p'{}' shop > shop.sql`",
    "docker login -u ci -p {} registry.corp",
    "podman login registry.corp -u ci --password {}",
    "helm registry login -u ci -p {} registry.corp",
    "redis-cli -h cache -a {} ping",
    "sshpass -p {} ssh root@db-2",
    "sshpass -p '{}' scp x y",
    "mongosh --host db -u root -p {} admin",
    "ldapsearch -x -D cn=admin -w {} -b dc=corp",
    "curl -u admin:{} https://grafana.corp/api",
    "curl -s -X POST --user 'admin:{}' https://grafana.corp/api",
    'curl https://grafana.corp/api -u "admin:{}"',
    "wget --http-password={} https://corp/x",
    "vault login --token {}",
    "some-tool --api-key {} run",
    "sqlcmd -S db -U sa -P {} -Q 'select 1'",
    "htpasswd -b .htpasswd admin {}",
    "rabbitmqctl change_password app {}",
    "openssl pkcs12 -in x.p12 -passin pass:{} -nodes",
    "java -Djavax.net.ssl.keyStorePassword={} -jar x.jar",
    "smbclient //nas/share -U admin%{}",
    "net use z: \\\\nas\\share /user:admin {}",
)
_ADDRESSES = (
    ("psql postgres://app:{}@db-2:5432/shop", WORD),
    ("postgresql+asyncpg://app:{}@db-2/shop?sslmode=require", ODD),
    ("`mongodb+srv://root:{}@cluster0.mongodb.net/test`", ODD),
    ("redis://:{}@cache:6379/0", STRONG),
    ("amqp://guest2:{}@mq:5672/%2f", "sl/ash" + "7es@x"),
    ("https://{}@github.corp/org/repo.git", made(40, _HEX)),
    ("git clone https://oauth2:{}@gitlab.corp/x.git", STRONG),
    ("<https://admin:{}@grafana.corp|grafana>", WORD),
    ("https://maps.corp/api/geocode?address=x&key={}", made(39)),
    ("https://api.corp/v1/things?access_token={}&page=2", made(30)),
    ("GET /v1/x?api_key={} HTTP/1.1", made(32, _HEX)),
    ("https://ci.corp/job/x/build?token={}", WORD + "abc"),
    ("https://auth.corp/cb?code={}&state=1", made(44)),
    ("https://{}@o11.ingest.sentry.io/42", made(32, _HEX)),
    ("https://corp.example/reset?password={}", WORD),
    ("https://corp.example/#id_token={}&x=1", made(60)),
    ("jdbc:mysql://db:3306/shop?user=app&password={}&useSSL=false", STRONG.replace("&", "_")),
)
_SIGNED = (
    (
        f"https://b.s3.amazonaws.com/d.gz?X-Amz-Credential={AWS_ID}%2F20260101&X-Amz-Signature={{}}",
        made(64, _HEX, "s3"),
    ),
    (f"https://b.s3.amazonaws.com/d.gz?AWSAccessKeyId={AWS_ID}&Expires=1&Signature={{}}", made(26) + "%3D"),
    ("https://b.s3.amazonaws.com/d?X-Amz-Security-Token={}&x=1", made(200)),
    ("https://storage.googleapis.com/b/o?X-Goog-Expires=3&X-Goog-Signature={}", made(128, _HEX)),
    ("https://acc.blob.core.windows.net/c/b?sv=2024-01-01&sp=r&sig={}", made(43) + "%3D"),
    ("az copy 'https://acc.file.core.windows.net/s?sig={}&se=2026'", made(43) + "%3D"),
    ("SharedAccessSignature sr=ns&sig={}&se=17&skn=root", made(43) + "%3D"),
    ("https://d111.cloudfront.net/x?Expires=1&Signature={}&Key-Pair-Id=K1", made(172, _ALNUM + "-~")),
)
_HEADERS = (
    ('curl -H "Authorization: Bearer {}" https://api', BEARER),
    ("Authorization: Bearer {}", made(24)),
    ("Authorization: Bearer {}", made(12, string.ascii_lowercase)),
    ("Bearer {}", made(40)),
    ("use bearer {} for now", BEARER),
    ("the bearer is {}", BEARER),
    ("Authorization: Basic {}", encoded("admin:" + WORD)),
    ("`authorization: basic {}`", encoded("app:" + LETTERS)),
    ("Authorization: Token {}", made(40, _HEX)),
    ("Authorization: {}", made(32)),
    ("Authorization: GenieKey {}", UUID),
    ("X-Api-Key: {}", made(32)),
    ("-H 'X-Vault-Token: {}'", made(26)),
    ("PRIVATE-TOKEN: {}", made(20)),
    ("DD-API-KEY: {}", made(32, _HEX)),
    ("Cookie: session={}; theme=dark", made(40)),
    ('"Authorization": "Bearer {}"', BEARER),
    ("Proxy-Authorization: Basic {}", encoded("proxy:" + WORD)),
)
_CONNECTIONS = (
    ("Server=db;Database=shop;User Id=sa;Password={};Encrypt=true", STRONG),
    ("Server=db;Uid=sa;Pwd={};", WORD),
    ("DefaultEndpointsProtocol=https;AccountName=a;AccountKey={};EndpointSuffix=x", made(86, _BASE64) + "=="),
    ("Endpoint=sb://x/;SharedAccessKeyName=root;SharedAccessKey={}", made(43, _BASE64) + "="),
    ("host=db port=5432 user=app password={} dbname=shop", STRONG),
    ("HostName=h.azure-devices.net;DeviceId=d;SharedAccessKey={}", made(43, _BASE64) + "="),
)
_DATA = (
    ('{"user": "admin", "password": "{}"}', STRONG),
    ('{"password":"{}"}', "with a blank " + WORD),
    ('{\\"password\\":\\"{}\\"}', WORD),
    ("{'secret': '{}'}", STRONG),
    ('"apiKey": "{}",', made(32)),
    ('"client_secret": "{}"', made(40)),
    ("'password' => '{}',", STRONG),
    ("password: {}", LETTERS),
    ("<password>{}</password>", STRONG),
    ('<add key="password" value="{}"/>', STRONG),
    ("kind: Secret\nmetadata:\n  name: db\ndata:\n  username: YWRtaW4=\n  password: {}", encoded(LETTERS)),
    ("apiVersion: v1\ndata:\n  db.conf: {}\nkind: Secret\nmetadata:\n  name: db", encoded("user=" + LETTERS)),
    ("kind: Secret\nstringData:\n  dsn: {}\ntype: Opaque", LETTERS),
    ('{"type": "service_account", "private_key_id": "{}"}', made(40, _HEX)),
    ('{"auths": {"registry.corp": {"auth": "{}"}}}', encoded("ci:" + STRONG)),
    ("aws_secret_access_key = {}", AWS_SECRET),
    ("tls.key: {}", encoded(NL.join(KEY))[:400]),
    ("//registry.npmjs.org/:_authToken={}", UUID),
    ("//registry.corp/:_password={}", encoded(WORD + WORD)),
)
_HASHES = (
    ("root:{}:19000:0:99999:7:::", SHA512),
    ("`app:{}:19000:0:99999:7:::`", "$y$j9T$" + made(22, _ALNUM + "./") + "$" + made(43, _ALNUM + "./")),
    ("admin:{}", APR1),
    ("admin:{}", BCRYPT),
    ("admin:{SHA}{}", encoded(made(20))),
    ("userPassword: {SSHA}{}", encoded(made(24))),
    ("hash {} in the db", "$argon2" + "id$v=19$m=65536,t=3,p=4$" + made(22) + "$" + made(43)),
)
_KEYS = (
    NL.join(KEY),
    "```\n" + NL.join(KEY) + "\n```",
    "the key:\n" + NL.join(KEY[:6]),
    "> " + (NL + "> ").join(KEY),
    " ".join(KEY),
    '{"private_key": "' + "\\n".join(KEY) + '\\n"}',
    NL.join(KEY[2:]),
    "  " + (NL + "  ").join(KEY) + "\nrotate it please",
    "\r\n".join(KEY),
    NL.join([KEY[0], "Proc-Type: 4,ENCRYPTED", "DEK-Info: AES-128-CBC,0011", "", *KEY[1:]]),
)
_FORMS = ("{}", "`{}`", "use this one: {} thanks")


def _of_archives() -> Iterator[tuple[str, str, str]]:
    """Return what is handed to tools that seal, zip and become root."""
    secret = made(14, seed="archive")
    yield "password", f"unzip -P {secret} dump.zip", secret
    yield "password", f"7z x -p{secret} dump.7z", secret
    yield "password", f"openssl enc -aes-256-cbc -k {secret} -in a", secret
    yield "password", f"rclone obscure {secret}", secret
    yield "password", f"echo '{secret}' | sudo -S reboot", secret
    yield "password", f"echo {secret} | docker login -u ci --password-stdin registry.corp", secret
    yield "twilio key", f"A{'C'}{made(32, _HEX)}:{made(32, _HEX, 'twilio')}", made(32, _HEX, "twilio")
    yield "token", f"EA{'A'}{'CEdEose0cBA'}{made(40)}", made(40)
    key = f"{made(2)}/{made(37, _BASE64, 'path')}"
    yield "aws key", f"aws_secret_access_key = {key}", key
    token = made(40, _HEX, "basic")
    yield "token", f"git clone https://{token}:x-oauth-basic@github.example/a/b", token
    yield "password", f"secret\n> {made(40, seed='line')}", made(40, seed="line")


def _of_vendors() -> Iterator[tuple[str, str, str]]:
    """Return keys that are known by how they begin, bare, in backticks and within a sentence."""
    for kind, secret in _VENDORS:
        yield from ((kind, text, secret) for text in _FORMS)
    yield from _NOT_ALONE


_VENDORS = (
    ("aws key", AWS_ID),
    ("aws session key", AWS_SESSION),
    ("google key", GOOGLE),
    ("google oauth", "ya" + "29." + made(60)),
    ("google oauth", "GOC" + "SPX-" + made(28)),
    ("azure secret", made(3) + "8Q" + "~" + made(34)),
    ("github token", GITHUB),
    ("github token", "gh" + "o_" + made(36)),
    ("github token", "github" + "_pat_" + made(22) + "_" + made(59)),
    ("gitlab token", "gl" + "pat-" + made(20)),
    ("gitlab token", "gl" + "rt-" + made(20)),
    ("slack token", SLACK_BOT),
    ("slack token", SLACK_APP),
    ("slack token", "-".join(("xox" + "p", made(11, string.digits), made(32, _HEX)))),
    ("stripe key", STRIPE),
    ("stripe key", "_".join(("rk", "live", made(24)))),
    ("stripe webhook", "wh" + "sec_" + made(32)),
    ("twilio key", "S" + "K" + made(32, _HEX)),
    ("sendgrid key", SENDGRID),
    ("mailgun key", "key" + "-" + made(32, _HEX)),
    ("mailchimp key", made(32, _HEX) + "-us" + "12"),
    ("npm token", "np" + "m_" + made(36)),
    ("pypi token", "py" + "pi-" + "AgEIcHlwaS5vcmc" + made(60)),
    ("rubygems key", "ruby" + "gems_" + made(48, _HEX)),
    ("docker token", "dck" + "r_pat_" + made(27)),
    ("anthropic key", "sk-" + "ant-api03-" + made(80)),
    ("openai key", "sk-" + "proj-" + made(48)),
    ("hugging face token", "h" + "f_" + made(34)),
    ("web token", JWT),
    ("vault token", "hv" + "s." + made(24)),
    ("digitalocean token", "do" + "p_v1_" + made(64, _HEX)),
    ("databricks token", "dap" + "i" + made(32, _HEX)),
    ("grafana token", "gl" + "sa_" + made(32) + "_" + made(8, _HEX)),
    ("new relic key", "NR" + "AK-" + made(27, _UPPER + "189")),
    ("atlassian token", "ATA" + "TT3x" + made(60)),
    ("shopify token", "shp" + "at_" + made(32, _HEX)),
    ("linear key", "lin_" + "api_" + made(40)),
    ("notion token", "nt" + "n_" + made(46)),
    ("sentry token", "snt" + "rys_" + made(60)),
    ("telegram token", made(9, string.digits[1:]) + ":AA" + made(33, _ALNUM + "-_")),
    ("discord token", "M" + made(25) + "." + made(6) + "." + made(38)),
    ("terraform token", made(14) + ".atlas" + "v1." + made(60)),
    ("age key", "AGE-SECRET-" + "KEY-1" + made(58, _UPPER)),
    ("postman key", "PM" + "AK-" + made(24, _HEX) + "-" + made(34, _HEX)),
    ("pulumi token", "pu" + "l-" + made(40, _HEX)),
    ("planetscale token", "pscale" + "_tkn_" + made(43)),
    ("figma token", "fig" + "d_" + made(40)),
    ("groq key", "gs" + "k_" + made(52)),
    ("alibaba key", "LT" + "AI" + made(20)),
    ("artifactory key", "AK" + "Cp" + made(69)),
    ("square token", "sq0" + "atp-" + made(22)),
)
_HOOK = "/".join(("T0" + made(9, _UPPER), "B0" + made(9, _UPPER), made(24)))
_NOT_ALONE = (
    ("slack webhook", "https://hooks.slack.com/services/{}", _HOOK),
    ("slack webhook", "curl -d x `https://hooks.slack.com/workflows/{}`", _HOOK),
    ("discord webhook", "https://discord.com/api/webhooks/{}", made(18, string.digits) + "/" + made(68)),
    ("teams webhook", "https://corp.webhook.office.com/webhookb2/{}", UUID + "@" + UUID + "/x/" + made(32, _HEX)),
    ("zapier webhook", "https://hooks.zapier.com/hooks/catch/{}/", made(7, string.digits) + "/" + made(7)),
    ("telegram token", "https://api.telegram.org/bot{}/getMe", made(9, string.digits[1:]) + ":AA" + made(33)),
    ("google chat webhook", f"https://chat.googleapis.com/v1/spaces/A/messages?key={GOOGLE}&token={{}}", made(43)),
    ("aws secret", f"{AWS_ID} / {{}}", AWS_SECRET),
    ("aws secret", f"```\n{AWS_ID}\n{{}}\n```", AWS_SECRET),
    ("twilio token", f"account {'A' + 'C' + made(32, _HEX)} auth token {{}}", made(32, _HEX, "twilio")),
    ("oauth token", "oauth token: {}", SHORT_LIVED),
    ("api key", "pagerduty routing key: {}", made(32, _HEX, "routing")),
    ("api key", "our api key is {}", made(32, _HEX)),
    ("api key", "datadog app key `{}`", made(40, _HEX)),
    ("api key", "license key: {}", "-".join(made(5, _UPPER) for _ in range(4)) + "7"),
    ("api key", "api key\n{}", made(20)),
    ("assignment", "ENCRYPTION_KEY=base64:{}", made(43, _BASE64) + "="),
    ("token", "TOKEN={}", made(20)),
    ("token", "the join token is {}", "K10" + made(50, _HEX) + "::server:" + made(20, _HEX)),
    ("token", "kubeadm join 10.0.0.1:6443 --token {}", "abc" + "def.0123456789" + "abcdef"),
    ("token", "token → `{}`", made(20)),
    ("token", 'token: "{}"', made(40)),
    ("token", "access token\n```\n{}\n```", made(40)),
)


HARMLESS = (
    "if you pass `make-node2` to it",
    "You could pass 'nohotplug' at boot",
    "my first pass at a #lang",
    "prompted for a password at boot (11.10)",
    "then do passwd sam555",
    'invalid arithmetic operator (error token is ".0")',
    "pwd= /",
    "oc login -p 2222",
    "token: 2026-01-01T00:00:00Z",
    "password is stored in 1password",
    "secret/db-prod-2 not found",
    "error: invalid token 'foo' at line 12",
    "auth token rotation on 2026-03-04",
    "Login failed for user 'app' on db-2:5432",
    "if (token == null) return 42",
    "auth: 401 for user2",
    "all tests pass 12/12",
    "password → see vault v2 path",
    "is the password for db-2 still valid?",
    'token = data["token2"]',
    "export VAULT_TOKEN=$VAULT_TOKEN",
    '`curl -H "X-Vault-Token: $VAULT_TOKEN" https://vault`',
    "curl -H 'Authorization: Bearer ${TOKEN}' https://api",
    "Authorization: Bearer <token>",
    "Authorization: Bearer $(cat token)",
    "password: {{ .Values.password }}",
    "password={{ .Values.x }}",
    "token: `{{ vault_token }}`",
    "PASSWORD=%PASSWORD%",
    "password: <password>",
    "password: <your password here>",
    "DB_PASSWORD=${DB_PASSWORD}",
    "mysql -u root -p$MYSQL_PWD shop",
    "mysql -u root -p shop",
    "docker login -u ci -p $CI_TOKEN registry",
    "docker login -u ci --password-stdin registry",
    "psql postgres://app:$PGPASSWORD@db/shop",
    "psql postgres://app:${PGPASSWORD}@db/shop",
    "postgres://user:<password>@host/db",
    "curl -u admin:$PASS https://grafana",
    "curl -u $USER:$PASS https://grafana",
    "the password is wrong",
    "the password is `wrong`",
    "password was reset yesterday",
    "password is required",
    "password: required",
    "the token is expired",
    "token is invalid, try again",
    "the secret is in vault",
    "the token is 15 minutes old",
    "password is at least 12 characters",
    "password: must be at least 12 characters",
    "api key is missing",
    "the api key: who has it?",
    "password = None",
    "password=null",
    '"password": ""',
    "password: ********",
    "password=xxxxxx",
    "password: [redacted]",
    "password = os.environ['DB_PASSWORD']",
    "password: process.env.DB_PASSWORD",
    "token = get_token()",
    "secretKeyRef:\n  name: db\n  key: password",
    "secretName: db-credentials",
    "kind: Secret\nmetadata:\n  name: db",
    "token: file:///run/secrets/token",
    "password_file=/run/secrets/db2",
    "--password-file /run/secrets/db2",
    "passwords: 12 found in 3 files",
    "max_tokens: 4096",
    "tokens=500 cost=2",
    "token_count=1234567",
    "docker run -p 8080:80 nginx:1.27",
    "`mkdir -p /var/lib/app2`",
    "ssh -p 2222 root@db-2",
    "redis-cli -p 6380 ping",
    "nmap -p 1-1024 10.0.0.1",
    "cp -p file1 file2",
    "docker exec -u www-data:www-data app2 ls",
    "docker run -u 1000:1000 nginx",
    "ps -u app1",
    f"deployed {made(40, _HEX)}",
    f"image app@sha256:{made(64, _HEX)}",
    f"see commit {made(7, _HEX)} in https://github.com/corp/app/commit/{made(40, _HEX)}",
    f"request id {UUID}",
    f"trace_id={made(32, _HEX)} span_id={made(16, _HEX)}",
    "ticket OPS-12345 and INC0012345",
    f"https://grafana.corp/d/{made(12)}/overview?orgId=1&from=1700000000000&to=1700003600000",
    f"https://docs.google.com/document/d/{made(44, _ALNUM + '-_')}/edit",
    "https://corp.slack.com/archives/C0123456789/p1700000000123456?thread_ts=1700000000.123456",
    "https://medium.com/@someone/how-we-rotate-tokens-1234567890ab",
    "http://localhost:3000/d/abc@2x.png",
    "https://maps.corp/place?q=a@b.com&page=2",
    "https://wiki.corp/x?key=OPS-1234",
    "git@github.com:corp/app.git",
    "mailto:oncall@corp.example",
    "sort_key=created_at",
    "labels: app=checkout team=payments key=value",
    "partition_key=user_id, primary key: id",
    "cache key: user:12345:profile",
    "routing_key=orders.created.v2",
    "the key is to restart the workers first",
    "key: value",
    "press any key: Enter",
    'http_requests_total{code="500",path="/login"} 1027',
    "p99=1234ms p50=56ms rps=7890",
    f"log: {encoded('2026-01-01 ERROR checkout failed to connect to db, retrying')}",
    "basic authentication is enabled",
    "Basic monitoring123 is not a thing, but basic alerting is",
    "bearer tokens are accepted",
    "Bearer authentication failed",
    "Authorization: required",
    "ssh-rsa AAAAB3NzaC1yc2E" + made(120) + " me@laptop",
    NL.join(armoured("CERTIFI" + "CATE", 3)),
    NL.join(armoured("PUBLIC" + " KEY", 3)),
    f"grep -r '{KEY[0]}' /etc",
    "asiatic markets, ASIAN routes and AKIAH are fine",
    "skip-this-very-long-branch-name-12345 and task-12345-some-long-name",
    "risk-based-authentication-rollout-2026",
    "npm_config_loglevel=verbose npm run build2",
    "pypi-mirror is down",
    "creds: in vault under kv/app2",
    "credentials are in 1password",
    "login: see https://sso.corp/login2",
    "the login/logout2 flow is broken",
    "pass: 12, fail: 0",
    "test_pass=3 test_fail=0",
    "bypass=true",
    "compass: north2",
    "passed=14 failed=2",
    "it cost $6 and then $25 and $2 more",
    "price $1$2",
    "root:x:0:0:root:/root:/bin/bash",
    "session: monday 10:30, cookie: yes",
    "cookie: yes please",
    "secret: none",
    "secret santa is on 2026-12-20",
    "the token bucket has 10 tokens",
    "token ring, 4Mbit",
    "[FIRING] TokenErrors: token=expired service=auth2",
    "password policy: see https://wiki.corp/Password2",
    "password reset emails: 2 failures",
    "PasswordResetFailed 12/min on auth-2",
    "user jdoe changed password on db-2",
    "sig=SIGTERM exit=143",
    "signature=invalid",
    "version 1.2.3-rc.4+build.567",
    '10.0.0.1 - - [01/Jan/2026:00:00:00 +0000] "GET /token HTTP/1.1" 200 1234',
    "TypeError: Cannot read properties of undefined (reading 'token')",
    "kubectl get secret db -o jsonpath='{.data.password}'",
    "kubectl get secrets -n prod2",
    "vault kv get -field=password kv/app2",
    "aws secretsmanager get-secret-value --secret-id prod/db2",
    "gcloud auth print-access-token",
    "az account get-access-token",
    "SELECT password FROM users WHERE id=12345",
    "rotate the staging gateway certificate 2026",
    "key rotation: 2026-01-31",
    "https://hooks.slack.com/ is unreachable",
    "s3://bucket/backups/2026/01/31/dump.sql.gz",
    "arn:aws:iam::123456789012:role/deploy2",
    "SG-1234 and SK-5678 are tickets",
    "eyJ is how they begin",
    "curl -s https://status.corp:8443/healthz -o out.json",
    "token: see #vault-help for how to get one",
    "password\nplease reset it for me",
    "what is the password?\nDaniel2 knows",
    "```\npassword: ${{ secrets.DB_PASSWORD }}\n```",
    "password: !vault |",
    "password: \"{{ lookup('env', 'PW') }}\"",
    '--token "$TOKEN" --password "${PW:-}"',
    "DATABASE_URL=postgres://${USER}:${PASS}@${HOST}/db",
    "password: @Microsoft.KeyVault(SecretUri=https://kv/x)",
    "password: op://prod/db/password",
    "password=vault:secret/data/db#password",
    "wrong password, user42 locked out",
    "forgot the password, see https://wiki.corp/?page=1",
    "password - see RFC-1234!",
    "use `ledger-v2` as the user with password auth",
    "`foo-bar` is the password manager we use",
)
"""Lines that look alike and hold no secret."""
