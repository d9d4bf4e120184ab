using ILComicGAN.Kernels.Elementwise;

namespace ILComicGAN.Engine.Gpu.Products;

/// <summary>What is launched with an element-wise function as a part of its kernel.</summary>
internal interface IActivationUser
{
    void Run<TActivation>()
        where TActivation : struct, IUnaryOp;
}
