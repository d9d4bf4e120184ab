using ILComicGAN.Engine;

namespace ILComicGAN.Networks.Losses;

/// <summary>
/// A term of the generator's loss (Eq. 6): its formula, and all that is said about it elsewhere. A subclass and its line
/// in <see cref="LossTerms"/> are a new term: weights, log, curves and reports follow from these.
/// </summary>
public abstract class LossTerm
{
    /// <summary>Its name in settings and log, in camelCase.</summary>
    public abstract string Name { get; }

    /// <summary>What its curve is called.</summary>
    public abstract string Title { get; }

    /// <summary>A line on what its curve shows.</summary>
    public abstract string Note { get; }

    /// <summary>Its coefficient where the settings do not say.</summary>
    public abstract double DefaultWeight { get; }

    /// <summary>
    /// Whether the critic measures it. Such a term cannot be compared between steps, since the scale of the critic's
    /// scores drifts as it learns.
    /// </summary>
    public virtual bool IsMeasuredByCritic => false;

    /// <summary>The term for one batch, a scalar without its coefficient.</summary>
    public abstract Tensor Compute(LossInputs inputs);
}
