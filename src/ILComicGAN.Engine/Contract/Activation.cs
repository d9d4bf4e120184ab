using ILComicGAN.Engine.Elementwise;

namespace ILComicGAN.Engine.Contract;

/// <summary>An element-wise function that follows an operation without a pass over memory of its own.</summary>
/// <param name="Op">Which; null for none.</param>
/// <param name="Parameter">Its p₀.</param>
public readonly record struct Activation(UnaryOp? Op, double Parameter = 0)
{
    /// <summary>The identity.</summary>
    public static Activation None => default;

    /// <summary>x where positive, slope·x elsewhere; a slope of 1 is none.</summary>
    public static Activation LeakyRelu(double slope) => slope == 1 ? None : new(UnaryOp.LeakyRelu, slope);

    /// <summary>Whether it changes nothing.</summary>
    public bool IsNone => Op is null;

    /// <summary>Whether it is a LeakyReLU or none: x where positive, <see cref="Slope"/>·x elsewhere.</summary>
    public bool IsPiecewiseLinear => Op is null or UnaryOp.LeakyRelu;

    /// <summary>The slope for negative values where <see cref="IsPiecewiseLinear"/>: 1 for none.</summary>
    public double Slope => Op switch
    {
        null => 1,
        UnaryOp.LeakyRelu => Parameter,
        _ => throw new InvalidOperationException($"{Op} is not piecewise linear"),
    };
}
