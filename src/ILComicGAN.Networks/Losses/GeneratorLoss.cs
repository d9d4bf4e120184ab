using ILComicGAN.Engine;

namespace ILComicGAN.Networks.Losses;

/// <summary>The terms of Eq. 6 for one batch, each a scalar without its coefficient, and their weighted sum.</summary>
/// <param name="Terms">The terms by their names.</param>
/// <param name="Total">α·L_gan + β·L_con + γ·L_gra + ω·L_col (Eq. 6).</param>
public sealed record GeneratorLoss(IReadOnlyDictionary<string, Tensor> Terms, Tensor Total)
{
    /// <summary>Computes all terms and their sum.</summary>
    /// <param name="inputs">What they are computed from.</param>
    /// <param name="weights">Their coefficients.</param>
    public static GeneratorLoss Of(LossInputs inputs, LossWeights weights)
    {
        // What the critic measures comes last: gradients are computed backwards, and its large graph is then freed first.
        Dictionary<string, Tensor> terms = LossTerms.All.OrderBy(term => term.IsMeasuredByCritic).ToDictionary(term => term.Name, term => term.Compute(inputs));
        Tensor total = LossTerms.All.Select(term => terms[term.Name] * weights[term.Name]).Aggregate((sum, term) => sum + term);
        return new GeneratorLoss(terms, total);
    }
}
