namespace ILComicGAN.Engine.Elementwise;

/// <summary>What an element-wise function keeps for its gradient.</summary>
internal enum SavedForGradient
{
    /// <summary>Nothing: the gradient depends on neither.</summary>
    Nothing,

    /// <summary>x.</summary>
    Input,

    /// <summary>f(x).</summary>
    Result,

    /// <summary>There is no gradient: the function is piecewise constant.</summary>
    NoGradient,
}
