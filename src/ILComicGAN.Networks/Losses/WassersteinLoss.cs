using ILComicGAN.Engine;
using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Networks.Critic;

namespace ILComicGAN.Networks.Losses;

/// <summary>WGAN-GP (Eq. 2; Gulrajani et al.).</summary>
public static class WassersteinLoss
{
    /// <summary>
    /// L_D = E[F(fake)] − E[F(real)] + λ·E[(‖∇F(x̂)‖₂ − 1)²], x̂ = ε·real + (1 − ε)·fake. A training forward of the critic
    /// for fake and real together and one for x̂. Other pictures that the critic shall tell from real ones, F_k with the
    /// weight w_k, add w_k·(E[F(F_k)] − E[F(real)]): each beside the real ones, or adding the same number to all scores
    /// would change the loss.
    /// </summary>
    /// <param name="critic">F_ω.</param>
    /// <param name="fake">Generated pictures [N, 3, H, W]; constants.</param>
    /// <param name="real">Style pictures of the same shape.</param>
    /// <param name="epsilon">ε, one per sample [N, 1, 1, 1], uniform in [0, 1].</param>
    /// <param name="lambda">λ.</param>
    /// <param name="squareOutside">
    /// The form that Eq. 2 prints, (E[‖∇F(x̂)‖₂] − 1)², instead of WGAN-GP's, which is the default.
    /// </param>
    /// <param name="negatives">Other pictures to tell from real ones, as many and as large, with their weights.</param>
    public static CriticLoss OfCritic(
        Discriminator critic, Tensor fake, Tensor real, Tensor epsilon, double lambda, bool squareOutside = false,
        IReadOnlyList<(Tensor Pictures, double Weight)>? negatives = null)
    {
        int batch = fake.Shape[0];
        negatives ??= [];
        Tensor[] all = [fake, real, .. negatives.Select(negative => negative.Pictures)];
        Tensor scores = critic.Forward(Functional.Concat(0, all), training: true);
        Tensor fakeScore = Functional.Mean(Functional.Slice(scores, 0, 0, batch));
        Tensor realScore = Functional.Mean(Functional.Slice(scores, 0, batch, batch));
        Tensor penalty = Penalty(critic, fake, real, epsilon, squareOutside);
        Tensor total = fakeScore - realScore + (penalty * lambda);
        for (int i = 0; i < negatives.Count; i++)
        {
            Tensor score = Functional.Mean(Functional.Slice(scores, 0, (2 + i) * batch, batch));
            total += (score - realScore) * negatives[i].Weight;
        }

        return new CriticLoss(fakeScore, realScore, penalty, total);
    }

    /// <summary>L_gan of the generator: −E[F(fake)].</summary>
    public static Tensor OfGenerator(Discriminator critic, Tensor fake) =>
        -Functional.Mean(critic.Forward(fake, training: true));

    private static Tensor Penalty(Discriminator critic, Tensor fake, Tensor real, Tensor epsilon, bool squareOutside)
    {
        Tensor between = (fake + (epsilon * (real - fake))).AsLeaf();
        Tensor score = Functional.Sum(critic.Forward(between, training: true));
        Tensor gradient = Gradients.Of(score, [between], createGraph: true)[0];
        Tensor norm = Functional.Sqrt(Functional.Sum(gradient * gradient, 1, 2, 3));
        Tensor excess = (squareOutside ? Functional.Mean(norm) : norm) - 1;
        return Functional.Mean(excess * excess);
    }
}
