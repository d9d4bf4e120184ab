using ILComicGAN.GpuCheck.Parts.Suites;

namespace ILComicGAN.GpuCheck.Parts;

/// <summary>All parts, the most important first: the last ones are left out where time is short.</summary>
internal static class PartList
{
    public static IReadOnlyList<Part> All { get; } =
    [
        new("card", "The card", 30, 1, CardPart.Run),
        new("goldens", "Values and derivatives of first and second order beside PyTorch's stored ones", 40, 5, SuitePart.Goldens) { Alone = false },
        new("agreement", "Pictures and training steps beside the processor's", 60, 5, AgreementPart.Run) { Alone = false },
        new("contract", "Every operation beside its definition in float64", 60, 5, SuitePart.Contract) { Alone = false },
        new("determinism", "Every kernel variant on random shapes, and the same bits again", 60, 5, SuitePart.Determinism) { Alone = false },
        new("whole", "Generator passes and training steps", 100, 10, WholePart.Run),
        new("layers", "Every layer", 60, 10, LayersPart.Run),
        new("pytorch", "The same in PyTorch", 110, 10, PyTorchPart.Run),
        new("kernels", "Every kernel variant alone", 60, 10, KernelsPart.Run),
    ];
}
