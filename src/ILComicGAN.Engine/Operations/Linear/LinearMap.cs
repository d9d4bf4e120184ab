using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Operations.Linear;

/// <summary>
/// A linear map between tensors of fixed shapes that knows its adjoint. Resampling, padding, pooling, slicing and
/// summing are all of this kind, so one recorded function differentiates them any number of times.
/// </summary>
/// <param name="Input">Shape of x.</param>
/// <param name="Output">Shape of y = L·x.</param>
internal abstract record LinearMap(Shape Input, Shape Output)
{
    /// <summary>Lᵀ.</summary>
    public abstract LinearMap Adjoint { get; }

    /// <summary>Writes y = L·x.</summary>
    public abstract void Run(Device device, DeviceBuffer x, DeviceBuffer y);
}
