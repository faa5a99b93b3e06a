"""The container file is of what is here: pinned images, files that are there, settings that are the scripts' own.

There is no container engine to run it with. Its YAML is read by the parser that JanusGraph brings.
"""

from __future__ import annotations

import json
import re
import subprocess
from typing import Any

import pytest

from tests.contract.server import ROOT, STATE, JanusGraph

DEPLOY = ROOT / "deploy"
_READ = (
    "print groovy.json.JsonOutput.toJson(new org.yaml.snakeyaml.Yaml().load(new File('compose.yaml').getText('UTF-8')))"
)


@pytest.fixture(scope="module")
def compose() -> Any:
    missing = JanusGraph.lacking()
    if missing:
        pytest.skip(missing)
    java = ["java", "-Xmx256m", "-cp", f"{STATE / 'lib'}/*", "groovy.ui.GroovyMain", "-e", _READ]
    done = subprocess.run(java, cwd=DEPLOY, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_images_are_pinned_to_the_versions_that_are_tested(compose: Any) -> None:
    images = {service["image"] for service in compose["services"].values() if "image" in service}
    assert images == {f"cassandra:{_version('cassandra')}", f"janusgraph/janusgraph:{_version('janusgraph')}"}


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


def test_nothing_is_reached_but_the_app_from_this_machine(compose: Any) -> None:
    assert {name: service["ports"] for name, service in compose["services"].items() if "ports" in service} == {
        "app": ["127.0.0.1:8501:8501"]
    }
    assert compose["networks"]["graph"]["internal"] is True


def test_the_app_has_all_that_it_needs_and_is_not_root(compose: Any) -> None:
    built = compose["services"]["app"]["build"]
    text = (DEPLOY / built["context"] / built["dockerfile"]).read_text("utf-8")
    for line in re.findall(r"^COPY (.+) \S+$", text, re.MULTILINE):
        for name in line.split():
            assert (ROOT / name).exists()
    packages = {path.parent.name for path in ROOT.glob("*/*.py") if "/." not in str(path)}
    assert packages - {"tests", "benchmarks", "deploy"} <= set(re.findall(r"^COPY (\w+) \w+$", text, re.MULTILINE))
    assert re.findall(r"^USER (.+)$", text, re.MULTILINE) == ["c360"]
