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
