namespace ILComicGAN.Engine.Contract;

/// <summary>Element-wise functions of two tensors, y = f(a, b; p), with broadcasting.</summary>
public enum BinaryOp
{
    /// <summary>a + b.</summary>
    Add,

    /// <summary>a − b.</summary>
    Subtract,

    /// <summary>a·b.</summary>
    Multiply,

    /// <summary>a/b.</summary>
    Divide,

    /// <summary>a where b &gt; 0, p·a elsewhere: the derivative of LeakyReLU at b, applied to a.</summary>
    LeakyReluGate,

    /// <summary>1 where a ≥ b, 0 elsewhere.</summary>
    GreaterOrEqual,
}
