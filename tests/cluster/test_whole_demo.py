"""The demo through SLURM; it takes minutes, and so it is the last."""

import yaml


def test_the_demo_runs_through_slurm_to_its_report(plain_slurm, make_driver, root):
    config = yaml.safe_load((root / "config/demo.yaml").read_text()) | {"data_dir": str(root / "resources")}
    driver = make_driver(plain_slurm, config)
    driver.run()
    assert "MobileNet-trained" in (driver.folder / "results/mockD/report.html").read_text()
    assert {job.state for job in driver.jobs} == {"COMPLETED"}
    of_networks = {"embed_images", "embed_observation", "embed_pseudo_observations", "train_head"}
    assert {job.rule for job in driver.jobs if job.n_gpus} == of_networks
