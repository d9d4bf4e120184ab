using ILComicGAN.Engine.Elementwise;

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

/// <summary>From the name of a function to its type.</summary>
internal static class BinaryOps
{
    /// <summary>Calls <paramref name="user"/> with the type of a function.</summary>
    public static void Use<TUser>(this BinaryOp op, ref TUser user)
        where TUser : struct, IBinaryUser
    {
        switch (op)
        {
            case BinaryOp.Add: user.Use<Add>(); break;
            case BinaryOp.Subtract: user.Use<Subtract>(); break;
            case BinaryOp.Multiply: user.Use<Multiply>(); break;
            case BinaryOp.Divide: user.Use<Divide>(); break;
            case BinaryOp.LeakyReluGate: user.Use<LeakyReluGate>(); break;
            case BinaryOp.GreaterOrEqual: user.Use<GreaterOrEqual>(); break;
            default: throw new ArgumentOutOfRangeException(nameof(op), op, null);
        }
    }
}
