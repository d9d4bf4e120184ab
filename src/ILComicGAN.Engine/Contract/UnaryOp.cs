using ILComicGAN.Engine.Elementwise;

namespace ILComicGAN.Engine.Contract;

/// <summary>Element-wise functions of one tensor, y = f(x; p₀, p₁).</summary>
public enum UnaryOp
{
    /// <summary>p₀·x + p₁.</summary>
    Affine,

    /// <summary>|x|.</summary>
    Abs,

    /// <summary>−1, 0 or 1.</summary>
    Sign,

    /// <summary>√x.</summary>
    Sqrt,

    /// <summary>1/x.</summary>
    Reciprocal,

    /// <summary>eˣ.</summary>
    Exp,

    /// <summary>ln x.</summary>
    Log,

    /// <summary>tanh x, accurate to a few units in the last place (not a hardware approximation).</summary>
    Tanh,

    /// <summary>x for x &gt; 0, p₀·x otherwise (p₀ = 0 is ReLU).</summary>
    LeakyRelu,

    /// <summary>x limited to [p₀, p₁].</summary>
    Clamp,

    /// <summary>1 where p₀ &lt; x &lt; p₁, 0 elsewhere: the derivative of <see cref="Clamp"/>.</summary>
    InRange,
}

/// <summary>From the name of a function to its type.</summary>
internal static class UnaryOps
{
    /// <summary>Calls <paramref name="user"/> with the type of a function.</summary>
    public static void Use<TUser>(this UnaryOp op, ref TUser user)
        where TUser : struct, IUnaryUser
    {
        switch (op)
        {
            case UnaryOp.Affine: user.Use<Affine>(); break;
            case UnaryOp.Abs: user.Use<Abs>(); break;
            case UnaryOp.Sign: user.Use<Sign>(); break;
            case UnaryOp.Sqrt: user.Use<Sqrt>(); break;
            case UnaryOp.Reciprocal: user.Use<Reciprocal>(); break;
            case UnaryOp.Exp: user.Use<Exp>(); break;
            case UnaryOp.Log: user.Use<Log>(); break;
            case UnaryOp.Tanh: user.Use<Tanh>(); break;
            case UnaryOp.LeakyRelu: user.Use<LeakyRelu>(); break;
            case UnaryOp.Clamp: user.Use<Clamp>(); break;
            case UnaryOp.InRange: user.Use<InRange>(); break;
            default: throw new ArgumentOutOfRangeException(nameof(op), op, null);
        }
    }
}
