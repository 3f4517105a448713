"""The bill of materials names each package that the manifest does, at a version."""

import json
import pathlib
import re
import subprocess
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]


class BillOfMaterials(unittest.TestCase):
    def test_it_names_every_package_and_system_library_with_its_version(self):
        bill = json.loads(subprocess.run(
            [ROOT / "script/bom"], capture_output=True, text=True, check=True).stdout)
        self.assertEqual(bill["bomFormat"], "CycloneDX")
        versions = {one["name"]: one["version"] for one in bill["components"]}
        manifest = (ROOT / "Package.swift").read_text(encoding="utf-8")
        named = re.findall(r'url: "https://[^"]*/([^/"]+)"', manifest)
        self.assertGreater(len(named), 3)
        for package in named:
            self.assertRegex(versions[package.lower()], r"^\d+\.\d+", package)
        for one in bill["components"]:
            self.assertTrue(one["version"] and one["purl"].endswith(one["version"]), one)


if __name__ == "__main__":
    unittest.main()
