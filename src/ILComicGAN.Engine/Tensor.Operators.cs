using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Operations.Elementwise;
using ILComicGAN.Engine.Operations.Linear;

namespace ILComicGAN.Engine;

#pragma warning disable CA2225 // The named alternatives to the operators are the methods of Functional.
public partial class Tensor
{
    /// <summary>a + b with broadcasting.</summary>
    public static Tensor operator +(Tensor a, Tensor b) => BinaryFunction.Forward(BinaryOp.Add, a, b);

    /// <summary>a − b with broadcasting.</summary>
    public static Tensor operator -(Tensor a, Tensor b) => BinaryFunction.Forward(BinaryOp.Subtract, a, b);

    /// <summary>a·b, element by element, with broadcasting.</summary>
    public static Tensor operator *(Tensor a, Tensor b) => BinaryFunction.Forward(BinaryOp.Multiply, a, b);

    /// <summary>a/b, element by element, with broadcasting.</summary>
    public static Tensor operator /(Tensor a, Tensor b) => BinaryFunction.Forward(BinaryOp.Divide, a, b);

    /// <summary>x + c.</summary>
    public static Tensor operator +(Tensor x, double c) => UnaryFunction.Forward(UnaryOp.Affine, x, 1, c);

    /// <summary>x − c.</summary>
    public static Tensor operator -(Tensor x, double c) => UnaryFunction.Forward(UnaryOp.Affine, x, 1, -c);

    /// <summary>x·c.</summary>
    public static Tensor operator *(Tensor x, double c) => UnaryFunction.Forward(UnaryOp.Affine, x, c, 0);

    /// <summary>c·x.</summary>
    public static Tensor operator *(double c, Tensor x) => x * c;

    /// <summary>−x.</summary>
    public static Tensor operator -(Tensor x) => x * -1;

    /// <summary>The same values under another shape; shares memory.</summary>
    public Tensor Reshape(params int[] sizes) => ReshapeFunction.Forward(this, new Shape(sizes));
}
