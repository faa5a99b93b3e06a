"""The container files are of what is here: pinned images, files that are there, settings that are the scripts' own.

There is no container engine to run them with.
"""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"


@pytest.fixture(scope="module")
def compose() -> Any:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))


def test_images_are_pinned_to_the_versions_that_are_tested(compose: Any) -> None:
    images = {service["image"] for service in compose["services"].values() if "image" in service}
    tested = {f"cassandra:{_version('cassandra')}", f"janusgraph/janusgraph:{_version('janusgraph')}"}
    assert images == tested | {"nginx:1.28.0"}  # of nginx, Debian's own is what is tested


def _version(name: str) -> str:
    pom = (DEPLOY / name / "pom.xml").read_text("utf-8")
    found = re.search(r"<janusgraph.version>(.+?)<|<artifactId>cassandra-all</artifactId>\s*<version>(.+?)<", pom)
    assert found
    return found[1] or found[2]


def test_nodes_are_of_one_cluster_and_join_one_at_a_time(compose: Any) -> None:
    nodes = {name: node for name, node in compose["services"].items() if name.startswith("cassandra")}
    shared = {name: {**node["environment"], "CASSANDRA_RACK": ""} for name, node in nodes.items()}
    assert list(nodes) == ["cassandra1", "cassandra2", "cassandra3"]
    assert all(one == shared["cassandra1"] for one in shared.values())
    assert {node["environment"]["CASSANDRA_RACK"] for node in nodes.values()} == {"rack1", "rack2", "rack3"}
    assert [list(node.get("depends_on", {})) for node in nodes.values()] == [[], ["cassandra1"], ["cassandra2"]]
    properties = (DEPLOY / "janusgraph" / "cassandra.properties").read_text("ascii")
    assert f"local-datacenter={shared['cassandra1']['CASSANDRA_DC']}\n" in properties


# What the images' entry points, and the programs that they start, read.
_KNOWN = {
    "CASSANDRA_CLUSTER_NAME", "CASSANDRA_SEEDS", "CASSANDRA_ENDPOINT_SNITCH", "CASSANDRA_DC", "CASSANDRA_RACK",
    "CASSANDRA_NUM_TOKENS", "MAX_HEAP_SIZE", "HEAP_NEWSIZE", "JAVA_OPTIONS", "C360_GRAPH", "C360_AUDIT", "C360_LOG",
    "C360_IDLE_SECONDS", "STREAMLIT_SERVER_ALLOWED_HOSTS", "C360_NAME", "C360_APP", "C360_CERTIFICATES", "C360_HTTP",
    "C360_HTTPS",
}  # fmt: skip


def test_no_variable_is_misspelt(compose: Any) -> None:
    assert {name for service in compose["services"].values() for name in service.get("environment", ())} == _KNOWN


def test_janusgraph_is_given_the_files_of_the_scripts_and_nothing_is_left_to_fill_in(compose: Any) -> None:
    *_, script = compose["services"]["janusgraph"]["command"]
    for name in re.findall(r"/c360/(\S+)", script):
        assert (DEPLOY / "janusgraph" / name).is_file()
    filled = set(re.findall(r"s[/|](@\w+@)", script))
    assert set(re.findall(r"@\w+@", (DEPLOY / "janusgraph" / "cassandra.properties").read_text("ascii"))) == filled
    assert subprocess.run(["bash", "-n", "-c", script], check=False).returncode == 0
    for mount in compose["services"]["janusgraph"]["volumes"]:
        assert (DEPLOY / mount.split(":")[0]).exists()


def test_nothing_is_reached_but_the_proxy_and_that_sees_no_graph(compose: Any) -> None:
    assert {name: service["ports"] for name, service in compose["services"].items() if "ports" in service} == {
        "proxy": ["80:80", "443:443"]
    }
    assert compose["networks"]["graph"]["internal"] is True
    assert compose["services"]["proxy"]["networks"] == ["outside"]


def test_the_proxy_is_given_what_its_configuration_asks_for(compose: Any) -> None:
    proxy = compose["services"]["proxy"]
    text = (DEPLOY / "proxy" / "customer360.conf.template").read_text("utf-8")
    assert set(re.findall(r"\$\{(\w+)\}", text)) == proxy["environment"].keys()
    assert (DEPLOY / proxy["volumes"][0].split(":")[0]).is_file()


def test_the_app_is_given_its_login_and_the_name_it_is_called_by(compose: Any) -> None:
    app = compose["services"]["app"]
    assert f"/run/secrets/{app['secrets'][0]}" in (DEPLOY / "Dockerfile").read_text("utf-8")
    assert app["environment"]["STREAMLIT_SERVER_ALLOWED_HOSTS"].startswith("${C360_NAME")


def test_the_app_has_all_that_it_needs_and_is_not_root(compose: Any) -> None:
    built = compose["services"]["app"]["build"]
    text = (DEPLOY / built["context"] / built["dockerfile"]).read_text("utf-8")
    for line in re.findall(r"^COPY (.+) \S+$", text, re.MULTILINE):
        for name in line.split():
            assert (ROOT / name).exists()
    packages = {path.parent.name for path in ROOT.glob("*/*.py") if "/." not in str(path)}
    packages -= {"tests", "benchmarks", "deploy", "docs"}
    assert packages <= set(re.findall(r"^COPY (\w+) \w+$", text, re.MULTILINE))
    assert re.findall(r"^USER (.+)$", text, re.MULTILINE) == ["c360"]


def test_the_provider_to_try_has_no_secret_of_its_own_and_knows_our_address() -> None:
    provider = yaml.safe_load((DEPLOY / "oidc" / "compose.yaml").read_text("utf-8"))["services"]["keycloak"]
    assert provider["ports"] == ["127.0.0.1:8080:8080"]
    realm = json.loads((DEPLOY / "oidc" / "realm.json").read_text("utf-8"))
    (client,) = realm["clients"]
    assert client["secret"] == "${C360_CLIENT_SECRET}"
    assert {one["credentials"][0]["value"] for one in realm["users"]} == {"${C360_PASSWORD}"}
    assert {"C360_CLIENT_SECRET", "C360_PASSWORD"} == provider["environment"].keys()
    assert client["redirectUris"] == ["http://127.0.0.1:8501/oauth2callback"]
