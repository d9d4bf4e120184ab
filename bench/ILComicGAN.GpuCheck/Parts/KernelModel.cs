using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Gpu;
using ILComicGAN.Engine.Gpu.Benchmarks;
using ILComicGAN.Engine.Gpu.Choice;

namespace ILComicGAN.GpuCheck.Parts;

/// <summary>What the engine's model of a card says of a kernel.</summary>
internal static class KernelModel
{
    /// <summary>The least seconds by arithmetic outside tensor cores and by memory; null where the card is not known.</summary>
    public static double? Bound(Device device, KernelWork work) => device is IlgpuDevice { Card: CardTraits card }
        ? Math.Max(work.Flops / 2 / card.Peak, work.Bytes / (card.GigabytesPerSecond * 1e9)) : null;

    /// <summary>The estimate of a pass that only moves.</summary>
    public static double? Moving(Device device, KernelWork work) => device is IlgpuDevice { Card: CardTraits card }
        ? CostModel.Moves(card, work.Bytes / sizeof(float)) / card.Peak : null;

    /// <summary>JSON has no other numbers.</summary>
    public static double? Number(double value) => double.IsFinite(value) ? value : null;
}
