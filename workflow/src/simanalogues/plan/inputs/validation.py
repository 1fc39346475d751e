"""What rules ask about recovery tests: pseudo-observations, folds, and which networks are judged."""

from collections.abc import Mapping

from simanalogues.embedding.backbones import WITHOUT_WEIGHTS
from simanalogues.plan import paths
from simanalogues.plan.plan import Plan
from simanalogues.pseudo.draws import share_of
from simanalogues.schema.heads import WITHOUT
from simanalogues.schema.recovery import BASELINES
from simanalogues.training.heads import trained_name

# Whether a view keeps its own flux, or is as bright as the observation.
KEEPS_FLUX = {"matched": False, "own": True}
SUMMARIES = ("scores", "choice", "calibration", "familiarity")


def validated_tracers(plan: Plan, target: str) -> list[str]:
    """Tracers of a target that are validated."""
    wanted, tracers = plan.config["validation"]["tracers"], list(plan.config["targets"][target]["tracers"])
    if plan.config["validation"]["n_pseudo"] == 0:
        return []
    return tracers if wanted is None else [tracer for tracer in tracers if tracer in wanted]


def folds(plan: Plan) -> list[str]:
    """What is left out in turn: of one simulation there is no fold without it."""
    wanted = plan.config["validation"]["without"]
    return [kind for kind in wanted if kind == "time" or len(plan.config["simulations"]) > 1]


def validated_networks(plan: Plan, without: str) -> list[str]:
    """Networks that are judged, the baselines among them; with a trained head where one has not seen the simulation."""
    training, untrained = plan.config["training"], plan.config["embedding"]["backbones"]
    baselines = plan.config["validation"]["baselines"]
    untrained = [*untrained, *(name for name in baselines if name not in untrained)]
    has_heads = without == "simulation" and "simulation" in training["splits"]
    return [*untrained, *(map(trained_name, training["backbones"]) if has_heads else [])]


def pseudo_files(plan: Plan, wildcards: Mapping) -> list[str]:
    """Framed pseudo-observations of a preparation and tracer, all blocks of all simulations: as bright as the
    observation, unless the preparation compares absolute fluxes."""
    preparation = plan.config["embedding"]["preparations"][wildcards["preparation"]]
    flux = "own" if preparation["flux"] == "absolute" else "matched"
    return [
        path
        for simulation in plan.config["simulations"]
        for path in paths.every(
            paths.PSEUDO, wildcards, flux=[flux], simulation=[simulation], block=plan.blocks(simulation)
        )
    ]


def pseudo_of_full(plan: Plan, wildcards: Mapping) -> list[str]:
    """Pseudo-observations to which distances are taken as images pass the network; none where features are kept."""
    preparation = plan.config["embedding"]["preparations"][wildcards["preparation"]]
    is_tested = wildcards["tracer"] in validated_tracers(plan, wildcards["target"])
    return pseudo_files(plan, wildcards) if preparation["feature"] == "full" and is_tested else []


def drawing(plan: Plan, wildcards: Mapping) -> dict:
    """Which views of a simulation become pseudo-observations, and how."""
    settings, n_outputs = plan.config["validation"], len(plan.outputs(wildcards["simulation"]))
    share = share_of(settings["n_pseudo"], n_outputs)
    return {
        "per_output": share.per_output,
        "every": share.every,
        "error_beams": settings["error_beams"],
        "keeps_flux": KEEPS_FLUX[wildcards["flux"]],
        "seed": plan.config["seed"],
    }


def heads_without(plan: Plan, wildcards: Mapping) -> list[str]:
    """Heads that have not seen one simulation each."""
    return paths.every(paths.HEAD, wildcards, head=[WITHOUT + name for name in plan.config["simulations"]])


def embeddings_without(plan: Plan, template: str) -> list[str]:
    """Embeddings by heads that have not seen a simulation, one file for each of them."""
    return paths.every(template, network=[trained_name("{backbone}")], simulation=plan.config["simulations"])


def matching_if_matched(plan: Plan, wildcards: Mapping) -> str | list:
    """The observation matched by the same network; none of a network that is only validated."""
    backbone = wildcards["backbone"]
    is_matched = backbone in plan.config["embedding"]["backbones"]
    return paths.filled(paths.MATCHING, wildcards, network=backbone) if is_matched else []


def recoveries_by_fold(plan: Plan) -> dict[str, str]:
    """The recovery test of a backbone for every kind of folds, by what is left out, as outputs."""
    return {without: paths.filled(paths.RECOVERY, without=without, network="{backbone}") for without in folds(plan)}


def baselines_by_fold(plan: Plan) -> dict[str, str]:
    """Recovery tests of every baseline and kind of folds, by both names, as outputs."""
    return {
        f"{without}_{name}": paths.filled(paths.BASELINE, without=without, method=name)
        for name in BASELINES
        for without in folds(plan)
    }


def recovery_settings(plan: Plan, wildcards: Mapping) -> dict:
    """The matching block, and what of the validation block decides on folds."""
    config = plan.config
    return {"matching": config["matching"], "seed": config["seed"], "window_kyr": config["validation"]["window_kyr"]}


def recoveries_of_target(plan: Plan, wildcards: Mapping) -> list[str]:
    """All recovery tests of a target."""
    target = wildcards["target"]
    return [
        path
        for without in folds(plan)
        for tracer in validated_tracers(plan, target)
        for preparation in plan.config["embedding"]["preparations"]
        for path in recoveries_of(plan, {"target": target, "preparation": preparation, "tracer": tracer}, without)
    ]


def recoveries_of(plan: Plan, places: Mapping, without: str) -> list[str]:
    """Recovery tests of all networks, and of what they have to beat, of one target, preparation and tracer."""
    networks = paths.every(paths.RECOVERY, places, without=[without], network=validated_networks(plan, without))
    backbone = backbone_of_baselines(plan)
    return networks + paths.every(paths.BASELINE, places, without=[without], backbone=[backbone], method=BASELINES)


def backbone_of_baselines(plan: Plan) -> str:
    """The network whose features regressions take: the first with weights, else the first."""
    backbones = plan.config["embedding"]["backbones"]
    return next((name for name in backbones if name not in WITHOUT_WEIGHTS), backbones[0])
