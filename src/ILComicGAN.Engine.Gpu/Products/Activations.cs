using ILComicGAN.Engine.Contract;
using ILComicGAN.Kernels.Elementwise;

namespace ILComicGAN.Engine.Gpu.Products;

/// <summary>The element-wise functions as parts of kernels: by themselves or in an epilogue.</summary>
internal static class Activations
{
    /// <summary>Runs <paramref name="user"/> with an activation; with a LeakyReLU, whose slope is then 1, for none.</summary>
    public static void With<TUser>(Activation activation, TUser user)
        where TUser : IActivationUser => With(activation.Op ?? UnaryOp.LeakyRelu, user);

    /// <summary>Runs <paramref name="user"/> with a function.</summary>
    public static void With<TUser>(UnaryOp op, TUser user)
        where TUser : IActivationUser
    {
        switch (op)
        {
            case UnaryOp.Affine: user.Run<AffineOp>(); break;
            case UnaryOp.Abs: user.Run<AbsOp>(); break;
            case UnaryOp.Sign: user.Run<SignOp>(); break;
            case UnaryOp.Sqrt: user.Run<SqrtOp>(); break;
            case UnaryOp.Reciprocal: user.Run<ReciprocalOp>(); break;
            case UnaryOp.Exp: user.Run<ExpOp>(); break;
            case UnaryOp.Log: user.Run<LogOp>(); break;
            case UnaryOp.Tanh: user.Run<TanhOp>(); break;
            case UnaryOp.LeakyRelu: user.Run<LeakyReluOp>(); break;
            case UnaryOp.Clamp: user.Run<ClampOp>(); break;
            case UnaryOp.InRange: user.Run<InRangeOp>(); break;
            default: throw new ArgumentOutOfRangeException(nameof(op), op, null);
        }
    }
}
