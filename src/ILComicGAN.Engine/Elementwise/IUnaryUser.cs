namespace ILComicGAN.Engine.Elementwise;

/// <summary>What is done with an element-wise function whose type is known when it is compiled.</summary>
internal interface IUnaryUser
{
    void Use<TFunction>()
        where TFunction : struct, IUnaryFunction;
}
