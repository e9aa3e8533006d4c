"""Certificates for a cluster, as docs/cluster.md has them made."""

import subprocess

TLS = "DASK_DISTRIBUTED__COMM__TLS__"


def make_certificates(folder):
    """Make an authority and one certificate for all; gives the environment that names them."""

    def openssl(*words):
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)

    new = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    ours = ["-subj", "/CN=our authority", "-addext", "keyUsage=critical,keyCertSign"]
    openssl(*new, "-keyout", "ca.key", "-out", "ca.pem", *ours)
    signed = ["-CA", "ca.pem", "-CAkey", "ca.key", "-subj", "/CN=our cluster"]
    plain = ["-addext", "basicConstraints=critical,CA:FALSE"]
    openssl(*new, "-keyout", "key.pem", "-out", "cert.pem", *signed, *plain)
    settings = {f"{TLS}CA_FILE": str(folder / "ca.pem")}
    for role in ("CLIENT", "SCHEDULER", "WORKER"):
        settings[f"{TLS}{role}__CERT"] = str(folder / "cert.pem")
        settings[f"{TLS}{role}__KEY"] = str(folder / "key.pem")
    return settings
