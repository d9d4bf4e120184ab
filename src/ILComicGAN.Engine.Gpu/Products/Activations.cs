using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Elementwise;

namespace ILComicGAN.Engine.Gpu.Products;

/// <summary>Activations as parts of kernels.</summary>
internal static class Activations
{
    /// <summary>Runs <paramref name="user"/> with an activation; with a LeakyReLU, whose slope is then 1, for none.</summary>
    public static void With<TUser>(Activation activation, TUser user)
        where TUser : struct, IUnaryUser => (activation.Op ?? UnaryOp.LeakyRelu).Use(ref user);
}
