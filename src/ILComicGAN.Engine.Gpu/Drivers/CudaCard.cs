using ILGPU.Runtime.Cuda;

namespace ILComicGAN.Engine.Gpu.Drivers;

/// <summary>A card that NVIDIA's driver knows.</summary>
/// <param name="Device">As ILGPU sees it; null where it cannot be used.</param>
/// <param name="Name">Of the card.</param>
/// <param name="Target">What its kernels are compiled for; null where it cannot be used.</param>
/// <param name="Problem">Why it cannot be used, without a full stop; null where it can.</param>
internal sealed record CudaCard(CudaDevice? Device, string Name, CudaTarget? Target, string? Problem);
